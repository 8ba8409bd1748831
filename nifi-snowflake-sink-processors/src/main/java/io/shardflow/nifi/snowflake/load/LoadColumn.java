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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * A column of the target that a batch fills.
 *
 * @param name as the server stores it
 * @param type as the table's description has it, with length or precision
 * @param fields the top-level fields that go into it, as the records write them: a record has one of them or none. A record
 *     without any gets NULL, not the column's default.
 */
public record LoadColumn(String name, String type, List<String> fields) {

    /** @throws IllegalArgumentException if no field goes into it */
    public LoadColumn {
        fields = List.copyOf(fields);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("no field goes into column " + name);
        }
    }

    /** The same column, for the records of both. */
    LoadColumn and(final LoadColumn other) {
        final SequencedSet<String> all = new LinkedHashSet<>(fields);
        all.addAll(other.fields);
        return new LoadColumn(name, type, List.copyOf(all));
    }
}
