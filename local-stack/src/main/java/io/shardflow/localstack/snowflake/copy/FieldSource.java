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
package io.shardflow.localstack.snowflake.copy;

import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.Variant;
import io.shardflow.localstack.snowflake.value.VariantElements;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where the value of a {@link FieldExpression} comes from. */
sealed interface FieldSource {

    /** The top-level fields that it reads. */
    Stream<String> fields();

    /** Whether it reads the record as a whole. */
    default boolean isWhole() {
        return false;
    }

    /** Null for SQL NULL. */
    byte[] value(byte[] whole, Map<String, byte[]> values);

    record Whole() implements FieldSource {
        @Override
        public Stream<String> fields() {
            return Stream.of();
        }

        @Override
        public boolean isWhole() {
            return true;
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            return whole;
        }
    }

    record Member(String field) implements FieldSource {
        @Override
        public Stream<String> fields() {
            return Stream.of(field);
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            return values.get(field);
        }
    }

    /** Of an object; SQL NULL of anything else. */
    record Element(FieldSource of, String name) implements FieldSource {
        @Override
        public Stream<String> fields() {
            return of.fields();
        }

        @Override
        public boolean isWhole() {
            return of.isWhole();
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            final byte[] object = of.value(whole, values);
            return object == null ? null : VariantElements.at(object, path());
        }

        private String path() {
            return "[" + new String(Variant.ofText(name), StandardCharsets.UTF_8) + "]";
        }
    }

    record Nvl(FieldSource first, FieldSource second) implements FieldSource {
        @Override
        public Stream<String> fields() {
            return Stream.concat(first.fields(), second.fields());
        }

        @Override
        public boolean isWhole() {
            return first.isWhole() || second.isWhole();
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            final byte[] value = first.value(whole, values);
            return value == null ? second.value(whole, values) : value;
        }
    }

    /** A value that no record brings, as it is in a VARIANT. */
    record Given(Supplier<String> text, SnowflakeType type) implements FieldSource {
        @Override
        public Stream<String> fields() {
            return Stream.of();
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            return LoadedValue.variant(text.get(), type);
        }
    }

    /** Keys whose value is SQL NULL are left out, JSON null stays. */
    record Built(Map<String, FieldSource> members) implements FieldSource {
        @Override
        public Stream<String> fields() {
            return members.values().stream().flatMap(FieldSource::fields);
        }

        @Override
        public boolean isWhole() {
            return members.values().stream().anyMatch(FieldSource::isWhole);
        }

        @Override
        public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
            final SortedMap<String, byte[]> found = new TreeMap<>();
            members.forEach((key, member) -> {
                final byte[] value = member.value(whole, values);
                if (value != null) {
                    found.put(key, value);
                }
            });
            return Variant.object(found);
        }
    }
}
