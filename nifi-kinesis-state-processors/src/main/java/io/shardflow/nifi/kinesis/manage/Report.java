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
package io.shardflow.nifi.kinesis.manage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has to tell: facts of the application, tables of rows, and notes. Values are texts, numbers, booleans, instants,
 * durations or lists of texts; what is not known is left out. One thread.
 */
final class Report {

    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Report fact(final String name, final Object value) {
        if (value != null) {
            facts.put(name, value);
        }
        return this;
    }

    Report note(final String text) {
        notes.add(text);
        return this;
    }

    /** Adds a row to a table, which appears with its first row. */
    Row row(final String table) {
        final Map<String, Object> columns = new LinkedHashMap<>();
        tables.computeIfAbsent(table, key -> new ArrayList<>()).add(columns);
        return new Row(columns);
    }

    /** A row that is being filled. */
    record Row(Map<String, Object> columns) {

        Row with(final String column, final Object value) {
            if (value != null) {
                columns.put(column, value);
            }
            return this;
        }
    }

    Map<String, Object> facts() {
        return Collections.unmodifiableMap(facts);
    }

    Map<String, List<Map<String, Object>>> tables() {
        return Collections.unmodifiableMap(tables);
    }

    List<String> notes() {
        return Collections.unmodifiableList(notes);
    }
}
