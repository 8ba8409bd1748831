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
package io.shardflow.localstack.workload;

/**
 * How a table compares with what was produced.
 *
 * @param landed rows in the table
 * @param lost orders that were produced and have no row
 * @param duplicated rows beyond the first of an order
 * @param altered orders whose row differs in any field or in the identity of the record, and rows of no order
 */
public record LandedOrders(long landed, long lost, long duplicated, long altered) {

    /** Whether every order is there once and as produced. */
    public boolean isExact() {
        return lost == 0 && duplicated == 0 && altered == 0;
    }

    @Override
    public String toString() {
        return "landed=" + landed + " lost=" + lost + " duplicated=" + duplicated + " altered=" + altered;
    }
}
