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
package io.shardflow.nifi.snowflake.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides FlowFiles into transactions (point 2): those whose [min, max] of a shard overlap go into separate ones, because
 * the same position in both would be loaded twice. Order is kept: no FlowFile goes into an earlier transaction than one
 * before it.
 */
public final class TransactionPlanner {

    /** Names that COPY takes in FILES: documentation of COPY INTO table. */
    static final int MOST_FILES = 1000;

    private TransactionPlanner() {}

    /** Transactions in the order in which they are to be loaded; each has at least one FlowFile. */
    public static <F> List<List<Delivery<F>>> plan(final List<Delivery<F>> deliveries) {
        final List<List<Delivery<F>>> transactions = new ArrayList<>();
        List<Delivery<F>> open = new ArrayList<>();
        for (final Delivery<F> delivery : deliveries) {
            if (open.size() == MOST_FILES || open.stream().anyMatch(delivery::overlaps)) {
                transactions.add(open);
                open = new ArrayList<>();
            }
            open.add(delivery);
        }
        if (!open.isEmpty()) {
            transactions.add(open);
        }
        return transactions;
    }
}
