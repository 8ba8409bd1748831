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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The fields of a batch of records, and what is known of their values. Only records that are to land are added, so that
 * one that is rejected anyway (a number that a VARIANT alters, two fields for one column) changes no table. Not safe for
 * several threads.
 */
public final class BatchShape {

    /** Without its name. */
    private static final int HEAP_OF_A_FIELD = 130;

    private final Map<String, Counted> fields = new LinkedHashMap<>();
    private long records;

    /** Adds a record, whose fields follow. */
    public void addRecord() {
        records++;
    }

    /**
     * Adds a field of the record added last; the name without escapes, the value in its bytes.
     *
     * @param reader holds on to the bytes, so it is not kept here
     */
    public void addField(
            final ShapeReader reader, final String field, final byte[] bytes, final int offset, final int length) {
        final Counted counted = fields.computeIfAbsent(field, name -> new Counted());
        if (bytes[offset] == 'n') {
            counted.nulls++;
        } else {
            counted.values++;
            counted.shape = reader.join(counted.shape, bytes, offset, length);
        }
    }

    /** Adds another batch. */
    public void add(final BatchShape other) {
        records += other.records;
        other.forEach((field, use) ->
                fields.computeIfAbsent(field, name -> new Counted()).add(use));
    }

    /** Bytes of heap that it takes, about. */
    public long heap() {
        return fields.keySet().stream()
                .mapToLong(field -> HEAP_OF_A_FIELD + 2L * field.length())
                .sum();
    }

    public long records() {
        return records;
    }

    /** The fields in the order in which they came. */
    public void forEach(final BiConsumer<String, FieldUse> action) {
        fields.forEach(
                (field, counted) -> action.accept(field, new FieldUse(counted.shape, counted.values, counted.nulls)));
    }

    private static final class Counted {
        private FieldShape shape = FieldShape.NONE;
        private long values;
        private long nulls;

        void add(final FieldUse use) {
            shape = shape.join(use.shape());
            values += use.values();
            nulls += use.nulls();
        }
    }
}
