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
import java.nio.ByteBuffer;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordJsonTest {

    private static final DataType STRING = RecordFieldType.STRING.getDataType();
    private static final DataType TIMESTAMP = RecordFieldType.TIMESTAMP.getDataType();
    private static final DataType BINARY = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());

    private static final Instant INSTANT = Instant.parse("2026-11-25T10:15:30.123456789Z");

    private static String json(final Record record) throws Exception {
        return Json.write(record, "kinesisMetadata");
    }

    private static String json(final Object value, final DataType type) throws Exception {
        return json(record(Map.of("f", type), value == null ? Map.of() : Map.of("f", value)));
    }

    private static MapRecord record(final Map<String, DataType> fields, final Map<String, Object> values) {
        return new MapRecord(
                new SimpleRecordSchema(fields.entrySet().stream()
                        .map(field -> new RecordField(field.getKey(), field.getValue()))
                        .toList()),
                new LinkedHashMap<>(values));
    }

    private static Arguments value(final Object value, final DataType type, final String json) {
        return Arguments.of(value, type, json);
    }

    private static Arguments value(final Object value, final RecordFieldType type, final String json) {
        return Arguments.of(value, type.getDataType(), json);
    }

    static Stream<Arguments> values() {
        final Record nested = record(Map.of("a", STRING), Map.of("a", "b"));
        return Stream.of(
                value(true, RecordFieldType.BOOLEAN, "true"),
                value((byte) -1, RecordFieldType.BYTE, "-1"),
                value((short) 7, RecordFieldType.SHORT, "7"),
                value(-8, RecordFieldType.INT, "-8"),
                value(Long.MAX_VALUE, RecordFieldType.LONG, "9223372036854775807"),
                value(new BigInteger("9".repeat(38)), RecordFieldType.BIGINT, "9".repeat(38)),
                // A decimal has all of its digits, and no exponent.
                value(new BigDecimal("0.10"), RecordFieldType.DECIMAL.getDecimalDataType(10, 2), "0.10"),
                value(new BigDecimal("1E+3"), RecordFieldType.DECIMAL.getDecimalDataType(10, 2), "1000"),
                value(new BigDecimal("1E-30"), RecordFieldType.DECIMAL, "0." + "0".repeat(29) + "1"),
                value(new BigDecimal("1E+2000000000"), RecordFieldType.DECIMAL, "1E+2000000000"),
                // A double is one in Snowflake, too.
                value(12.5, RecordFieldType.DOUBLE, "12.5E0"),
                value(-0.0, RecordFieldType.DOUBLE, "-0.0E0"),
                value(1e10, RecordFieldType.DOUBLE, "1.0E10"),
                value(Double.MIN_VALUE, RecordFieldType.DOUBLE, "4.9E-324"),
                value(0.1f, RecordFieldType.FLOAT, "0.1E0"),
                value(Double.NaN, RecordFieldType.DOUBLE, "\"NaN\""),
                value(Double.NEGATIVE_INFINITY, RecordFieldType.DOUBLE, "\"-Infinity\""),
                value(Float.POSITIVE_INFINITY, RecordFieldType.FLOAT, "\"Infinity\""),
                value("a\n\"ü\"", RecordFieldType.STRING, "\"a\\n\\\"ü\\\"\""),
                value("half \ud83d", RecordFieldType.STRING, "\"half \\uD83D\""),
                value('x', RecordFieldType.CHAR, "\"x\""),
                value("RED", RecordFieldType.ENUM.getEnumDataType(List.of("RED")), "\"RED\""),
                value(
                        UUID.fromString("00000000-0000-0001-0000-000000000002"),
                        RecordFieldType.UUID,
                        "\"00000000-0000-0001-0000-000000000002\""),
                value(Date.valueOf("2026-11-25"), RecordFieldType.DATE, "\"2026-11-25\""),
                value(LocalDate.of(2026, 11, 25), RecordFieldType.DATE, "\"2026-11-25\""),
                value(Time.valueOf("10:15:30"), RecordFieldType.TIME, "\"10:15:30\""),
                value(new Time(Time.valueOf("10:15:30").getTime() + 5), RecordFieldType.TIME, "\"10:15:30.005\""),
                value(LocalTime.of(10, 15), RecordFieldType.TIME, "\"10:15:00\""),
                value(Timestamp.from(INSTANT), TIMESTAMP, "\"2026-11-25T10:15:30.123456789Z\""),
                value(new Timestamp(0), TIMESTAMP, "\"1970-01-01T00:00:00Z\""),
                value(0L, TIMESTAMP, "\"1970-01-01T00:00:00Z\""),
                value(Date.valueOf("2026-11-25").getTime(), RecordFieldType.DATE.getDataType(), "\"2026-11-25\""),
                value(Time.valueOf("10:15:30").getTime(), RecordFieldType.TIME.getDataType(), "\"10:15:30\""),
                value(OffsetDateTime.parse("2026-11-25T10:15:30+01:00"), TIMESTAMP, "\"2026-11-25T10:15:30+01:00\""),
                value(LocalDateTime.parse("2026-11-25T10:15:30"), TIMESTAMP, "\"2026-11-25T10:15:30\""),
                value("25.11.2026", RecordFieldType.DATE, "\"25.11.2026\""),
                value(new byte[] {(byte) 0xCA, (byte) 0xFE}, BINARY, "\"CAFE\""),
                value(new Object[] {(byte) 0xCA, (byte) 0xFE}, BINARY, "\"CAFE\""),
                value(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2), BINARY, "\"0203\""),
                value(new Object[0], BINARY, "\"\""),
                value(new Object[] {1, null}, RecordFieldType.ARRAY.getArrayDataType(STRING), "[1,null]"),
                value(List.of("a"), RecordFieldType.ARRAY.getArrayDataType(STRING), "[\"a\"]"),
                value(new int[] {1, 2}, RecordFieldType.ARRAY, "[1,2]"),
                value(
                        new Object[] {0L},
                        RecordFieldType.ARRAY.getArrayDataType(TIMESTAMP),
                        "[\"1970-01-01T00:00:00Z\"]"),
                value(Map.of("k", 1.5), RecordFieldType.MAP.getMapDataType(STRING), "{\"k\":1.5E0}"),
                value(
                        Map.of("k", 0L),
                        RecordFieldType.MAP.getMapDataType(TIMESTAMP),
                        "{\"k\":\"1970-01-01T00:00:00Z\"}"),
                value(nested, RecordFieldType.RECORD, "{\"a\":\"b\"}"),
                value(new Object[] {nested, nested}, RecordFieldType.ARRAY, "[{\"a\":\"b\"},{\"a\":\"b\"}]"),
                value(5, RecordFieldType.CHOICE.getChoiceDataType(STRING, RecordFieldType.INT.getDataType()), "5"),
                value(
                        "5",
                        RecordFieldType.CHOICE.getChoiceDataType(STRING, RecordFieldType.INT.getDataType()),
                        "\"5\""),
                value(new Object[0], RecordFieldType.CHOICE.getChoiceDataType(STRING, BINARY), "\"\""),
                value(
                        new Object[0],
                        RecordFieldType.CHOICE.getChoiceDataType(
                                BINARY, RecordFieldType.ARRAY.getArrayDataType(STRING)),
                        "[]"),
                value(
                        new Object[] {(byte) 1},
                        RecordFieldType.CHOICE.getChoiceDataType(
                                RecordFieldType.ARRAY.getArrayDataType(STRING), BINARY),
                        "\"01\""),
                value(new Object[0], RecordFieldType.ARRAY, "[]"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsWrittenAsItsType(final Object value, final DataType type, final String expected) throws Exception {
        assertThat(json(value, type)).isEqualTo("{\"f\":" + expected + "}");
    }

    @Test
    void aFieldThatIsMissingIsNotWrittenAndOneThatIsNullIs() throws Exception {
        final MapRecord record = record(Map.of("f", STRING), Map.of());
        assertThat(json(record)).isEqualTo("{}");
        record.setValue("f", null);
        assertThat(json(record)).isEqualTo("{\"f\":null}");
    }

    @Test
    void aFieldThatTheSchemaLacksIsWrittenToo() throws Exception {
        assertThat(json(record(Map.of(), Map.of("extra", 5)))).isEqualTo("{\"extra\":5}");
    }

    @Test
    void aFieldIsNamedAsInTheSchemaAndGetsItsDefault() throws Exception {
        final SimpleRecordSchema schema = new SimpleRecordSchema(List.of(
                new RecordField("name", STRING, null, Set.of("alias")), new RecordField("other", STRING, "default")));
        assertThat(json(new MapRecord(schema, new LinkedHashMap<>(Map.of("alias", "x")))))
                .isEqualTo("{\"name\":\"x\",\"other\":\"default\"}");
    }

    @Test
    void aNullOfTheRecordIsNoDefault() throws Exception {
        final SimpleRecordSchema schema =
                new SimpleRecordSchema(List.of(new RecordField("name", STRING, "default", Set.of("alias"))));
        for (final String name : List.of("name", "alias")) {
            final Map<String, Object> values = new LinkedHashMap<>();
            values.put(name, null);
            assertThat(json(new MapRecord(schema, values))).isEqualTo("{\"name\":null}");
        }
    }

    @Test
    void theArrivalInTheMetadataStaysANumber() throws Exception {
        final Map<String, DataType> fields = Map.of("approximateArrival", TIMESTAMP);
        for (final Object arrival : List.of(new Timestamp(1_795_377_944_123L), 1_795_377_944_123L)) {
            final Record metadata = record(fields, Map.of("approximateArrival", arrival));
            assertThat(json(record(
                            Map.of("KinesisMetadata", RecordFieldType.RECORD.getDataType()),
                            Map.of("KinesisMetadata", metadata))))
                    .isEqualTo("{\"KinesisMetadata\":{\"approximateArrival\":1795377944123}}");
        }
        assertThat(json(Map.of("approximateArrival", new Timestamp(5)), RecordFieldType.MAP.getDataType()))
                .as("elsewhere it is a timestamp like others")
                .isEqualTo("{\"f\":{\"approximateArrival\":\"1970-01-01T00:00:00.005Z\"}}");
        assertThat(json(record(Map.of(), Map.of("kinesisMetadata", Map.of("approximateArrival", new Timestamp(5))))))
                .isEqualTo("{\"kinesisMetadata\":{\"approximateArrival\":5}}");
    }

    @Test
    void theMetadataMayBeATextOfJson() throws Exception {
        assertThat(json(record(Map.of("kinesisMetadata", STRING), Map.of("kinesisMetadata", "{\"a\":\n1.50}"))))
                .isEqualTo("{\"kinesisMetadata\":{\"a\": 1.50}}");
        for (final String other : List.of("{\"a\":1},\"b\":{}", "{\"a\":", "{} {}", "[]", "x", "")) {
            assertThat(json(record(Map.of("kinesisMetadata", STRING), Map.of("kinesisMetadata", other))))
                    .as("not one object: a text like any other")
                    .isEqualTo("{\"kinesisMetadata\":\"" + other.replace("\"", "\\\"") + "\"}");
        }
    }
}
