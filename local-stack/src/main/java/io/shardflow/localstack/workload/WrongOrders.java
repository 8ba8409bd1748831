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

import java.util.BitSet;

/**
 * Orders, by their ids, that are not in the table as they were produced.
 *
 * @param lost without a row
 * @param duplicated with more than one
 * @param altered with a row that differs in any field or in the identity of the record
 */
public record WrongOrders(BitSet lost, BitSet duplicated, BitSet altered) {

    public boolean isEmpty() {
        return lost.isEmpty() && duplicated.isEmpty() && altered.isEmpty();
    }
}
