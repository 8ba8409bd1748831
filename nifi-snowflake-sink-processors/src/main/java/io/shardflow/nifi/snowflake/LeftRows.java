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
package io.shardflow.nifi.snowflake;

import io.shardflow.nifi.snowflake.content.LineRestorer.Cause;
import io.shardflow.nifi.snowflake.jdbc.ErrorRow;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of an error table that gave no record, for one bulletin. */
final class LeftRows {

    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
    private final Map<Cause, ErrorRow.Place> examples = new EnumMap<>(Cause.class);

    void add(final Cause cause, final long rows) {
        if (rows > 0) {
            counts.merge(cause, rows, Long::sum);
        }
    }

    /** @param place of one row, told for the first of each cause */
    void add(final Cause cause, final ErrorRow.Place place) {
        add(cause, 1);
        examples.putIfAbsent(cause, place);
    }

    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Names causes and remedy, and places in the stream; nothing of the rows. */
    String describe(final String table) {
        return count() + " rows of table " + table + " hold no record that could be loaded, and stay there: "
                + counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " × " + entry.getKey()
                                + (examples.containsKey(entry.getKey())
                                        ? " (the first: " + examples.get(entry.getKey()) + ")"
                                        : ""))
                        .collect(Collectors.joining("; "))
                + ". Set RAW to the mended record, as JSON or in Base64 (UPDATE … SET RAW = '{…}' WHERE …), or delete the"
                + " rows; then run it again";
    }
}
