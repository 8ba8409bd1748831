/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.chaos.check;

import io.shardflow.localstack.workload.LandedOrders;
import java.util.List;

/**
 * What the tables say in the end.
 *
 * @param orders the table against the orders that were produced
 * @param rejected the error table against the bad records that were produced
 * @param outOfOrder rows that landed after a later record of their shard, for information
 * @param findings a few lines for each wrong row, up to a limit
 */
public record Verdict(LandedOrders orders, LandedOrders rejected, long outOfOrder, List<String> findings) {

    /** Whether every record landed once and as it was produced. */
    public boolean isExact() {
        return orders.isExact() && rejected.isExact();
    }

    @Override
    public String toString() {
        return "landed=" + orders.landed()
                + " lost=" + (orders.lost() + rejected.lost())
                + " duplicated=" + (orders.duplicated() + rejected.duplicated())
                + " altered=" + (orders.altered() + rejected.altered())
                + " out_of_order=" + outOfOrder
                + " rejected=" + rejected.landed();
    }
}
