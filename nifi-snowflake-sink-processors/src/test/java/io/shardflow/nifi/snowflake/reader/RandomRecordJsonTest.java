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
package io.shardflow.nifi.snowflake.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/** Whatever a record holds, its JSON is one line, and another parser finds the same in it. */
class RandomRecordJsonTest {

    /**
     * @param value as a reader gives it
     * @param read what a parser finds in its JSON
     */
    record Example(Object value, DataType type, Object read) {}

    private static Example example(final Object value, final RecordFieldType type, final Object read) {
        return new Example(value, type.getDataType(), read);
    }

    @Property(tries = 500)
    void theJsonHoldsWhatTheRecordHolds(@ForAll("records") final Example record) throws Exception {
        final String json = Json.write((MapRecord) record.value(), "kinesisMetadata");

        assertThat(json).doesNotContain("\n", "\r");
        assertThat(Json.read(json)).isEqualTo(record.read());
    }

    @Property(tries = 500)
    void aDoubleIsReadAsItselfAndSeenToBeOne(@ForAll final double value) throws Exception {
        final String json = Json.write(
                new MapRecord(new SimpleRecordSchema(List.of()), new LinkedHashMap<>(Map.of("f", value))), "m");

        assertThat(json).contains("E");
        assertThat(Double.parseDouble(json.substring(5, json.length() - 1))).isEqualTo(value);
    }

    @Provide
    Arbitrary<Example> records() {
        return Arbitraries.lazyOf(this::scalars, this::scalars, this::arrays, this::maps, this::nested)
                .list()
                .ofMaxSize(6)
                .flatMap(values -> names(values.size()).map(names -> record(names, values)));
    }

    private Arbitrary<Example> nested() {
        return records();
    }

    private static Arbitrary<List<String>> names(final int count) {
        return Arbitraries.strings()
                .ofMaxLength(5)
                .filter(name -> !name.equalsIgnoreCase("kinesisMetadata"))
                .list()
                .uniqueElements()
                .ofSize(count);
    }

    private static Example record(final List<String> names, final List<Example> values) {
        final List<RecordField> fields = new ArrayList<>();
        final Map<String, Object> held = new LinkedHashMap<>();
        final Map<String, Object> read = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(new RecordField(names.get(i), values.get(i).type()));
            held.put(names.get(i), values.get(i).value());
            read.put(names.get(i), values.get(i).read());
        }
        final SimpleRecordSchema schema = new SimpleRecordSchema(fields);
        return new Example(new MapRecord(schema, held), RecordFieldType.RECORD.getRecordDataType(schema), read);
    }

    private Arbitrary<Example> arrays() {
        return scalars()
                .list()
                .ofMaxSize(4)
                .filter(values -> values.stream().anyMatch(value -> !(value.value() instanceof Byte)))
                .map(values -> new Example(
                        values.stream().map(Example::value).toArray(),
                        RecordFieldType.ARRAY.getDataType(),
                        values.stream().map(Example::read).toList()));
    }

    private Arbitrary<Example> maps() {
        return Combinators.combine(names(3), scalars(), scalars(), scalars()).as((names, first, second, third) -> {
            final Map<String, Object> held = new LinkedHashMap<>();
            final Map<String, Object> read = new LinkedHashMap<>();
            final List<Example> values = List.of(first, second, third);
            for (int i = 0; i < 3; i++) {
                held.put(names.get(i), values.get(i).value());
                read.put(names.get(i), values.get(i).read());
            }
            return new Example(held, RecordFieldType.MAP.getDataType(), read);
        });
    }

    private Arbitrary<Example> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.just(example(null, RecordFieldType.STRING, null)),
                Arbitraries.of(true, false).map(value -> example(value, RecordFieldType.BOOLEAN, value)),
                Arbitraries.integers().map(value -> example(value, RecordFieldType.INT, BigDecimal.valueOf(value))),
                Arbitraries.longs().map(value -> example(value, RecordFieldType.LONG, BigDecimal.valueOf(value))),
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60))
                        .map(value -> example(value, RecordFieldType.BIGINT, new BigDecimal(value))),
                Arbitraries.bigDecimals().ofScale(20).map(value -> example(value, RecordFieldType.DECIMAL, value)),
                Arbitraries.strings().map(value -> example(value, RecordFieldType.STRING, value)),
                Arbitraries.longs()
                        .between(-10_000_000_000_000L, 10_000_000_000_000L)
                        .map(value -> example(
                                new Timestamp(value),
                                RecordFieldType.TIMESTAMP,
                                Instant.ofEpochMilli(value).toString())),
                Arbitraries.longs()
                        .between(0, 2_900_000)
                        .map(day -> example(
                                Date.valueOf(LocalDate.ofEpochDay(day)),
                                RecordFieldType.DATE,
                                LocalDate.ofEpochDay(day).toString())),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .map(bytes -> new Example(
                                bytes,
                                RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()),
                                HexFormat.of().withUpperCase().formatHex(bytes))));
    }
}
