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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of the target, in order, computed ones included. */
public record DescribedTable(List<DescribedColumn> columns) {

    public DescribedTable {
        columns = List.copyOf(columns);
    }

    /** The column of exactly that name. */
    public Optional<DescribedColumn> column(final Identifier name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    Map<Identifier, DescribedColumn> byName() {
        final Map<Identifier, DescribedColumn> found = LinkedHashMap.newLinkedHashMap(columns.size());
        columns.forEach(column -> found.put(column.name(), column));
        return found;
    }
}
