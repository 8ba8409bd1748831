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
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans a load of whole records into one column. It never changes the table. */
public final class WholeRecord {

    private WholeRecord() {}

    /** The record goes into the column, also one without any field; empty if the table has none of that name that holds objects. */
    public static Optional<EvolutionPlan> plan(final DescribedTable table, final Identifier column) {
        return table.column(column)
                .filter(DescribedColumn::holdsObjects)
                .map(found -> new EvolutionPlan(List.of(), List.of(), List.of(), Map.of(), Set.of(column), table));
    }
}
