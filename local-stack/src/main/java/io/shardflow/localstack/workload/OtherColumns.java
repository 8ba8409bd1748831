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

import java.util.Set;

/**
 * Columns of a table of orders that no order has a field for.
 *
 * @param ignored with whatever is in them
 * @param empty that have to be NULL in each row
 */
public record OtherColumns(Set<String> ignored, Set<String> empty) {

    public static final OtherColumns NONE = new OtherColumns(Set.of(), Set.of());

    public OtherColumns {
        ignored = Set.copyOf(ignored);
        empty = Set.copyOf(empty);
    }
}
