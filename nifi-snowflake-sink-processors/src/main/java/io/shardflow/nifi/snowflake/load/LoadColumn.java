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
 * @param fields the top-level fields that go into it, as the records write them
 * @param form what becomes of the fields
 * @param element of each field's value, an object, that goes into the column; empty: all of it
 * @param absent what a record without any of the fields gets in the form of a value, an expression that the server computes;
 *     empty: NULL. In the form of an object it gets an empty one
 */
public record LoadColumn(String name, String type, List<String> fields, Form form, String element, String absent) {

    /** How a record's fields make the value of a column. */
    public enum Form {
        /** A record has one of the fields or none: its value. */
        VALUE,
        /** An object of those fields that the record has. */
        OBJECT,
        /** The whole record, whatever fields it has. */
        RECORD
    }

    /** @throws IllegalArgumentException if no field goes into it */
    public LoadColumn {
        fields = List.copyOf(fields);
        if (fields.isEmpty() && form != Form.RECORD) {
            throw new IllegalArgumentException("no field goes into column " + name);
        }
    }

    /** A column for the fields as a whole. */
    public LoadColumn(final String name, final String type, final List<String> fields, final Form form) {
        this(name, type, fields, form, "", "");
    }

    /** A column for the value of one of the fields. */
    public LoadColumn(final String name, final String type, final List<String> fields) {
        this(name, type, fields, Form.VALUE);
    }

    /** The same column, for the records of both. */
    LoadColumn and(final LoadColumn other) {
        final SequencedSet<String> all = new LinkedHashSet<>(fields);
        all.addAll(other.fields);
        return new LoadColumn(name, type, List.copyOf(all), form, element, absent);
    }
}
