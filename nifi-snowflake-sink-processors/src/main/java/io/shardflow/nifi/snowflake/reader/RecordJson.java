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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;

/**
 * Writes records as JSON of which the rules for columns make the types that the records have: see the page on input. The class
 * of a value decides; the schema is asked only where the class does not tell. Not safe for several threads.
 */
final class RecordJson {

    /** Deeper records cannot be loaded anyway. */
    private static final int MAX_DEPTH = 2000;

    /** Most digits of a decimal that are written out; more than any column holds. */
    private static final int MOST_DIGITS = 1000;

    /** For writing, which remembers no names and has no bound but that of depth. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String metadataField;

    /** @param metadataField name of the top-level field that holds the position, ignoring case */
    RecordJson(final String metadataField) {
        this.metadataField = metadataField;
    }

    /** Writes the record as one JSON object without line breaks. */
    void write(final Record record, final OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            writeRecord(json, record, true);
        }
    }

    /** Every field that the record has, and those that only the schema has where it gives them a value. */
    private void writeRecord(final JsonGenerator json, final Record record, final boolean top) throws IOException {
        json.writeStartObject();
        final Set<String> present = record.getRawFieldNames();
        for (final RecordField field : record.getSchema().getFields()) {
            final Object value = isNull(field, record) ? null : record.getValue(field);
            if (value != null || isPresent(field, present)) {
                writeField(json, field.getFieldName(), value, field.getDataType(), top);
            }
        }
        for (final String name : present) {
            if (record.getSchema().getField(name).isEmpty()) {
                writeField(json, name, record.getValue(name), null, top);
            }
        }
        json.writeEndObject();
    }

    /** Whether the record says null, of which a schema's default would make another value. */
    private static boolean isNull(final RecordField field, final Record record) {
        final Map<String, Object> values = record.toMap();
        return isPresent(field, values.keySet())
                && values.get(field.getFieldName()) == null
                && field.getAliases().stream().allMatch(alias -> values.get(alias) == null);
    }

    private static boolean isPresent(final RecordField field, final Set<String> present) {
        return present.contains(field.getFieldName())
                || field.getAliases().stream().anyMatch(present::contains);
    }

    private void writeField(
            final JsonGenerator json, final String name, final Object value, final DataType type, final boolean top)
            throws IOException {
        json.writeFieldName(name);
        if (top && name.equalsIgnoreCase(metadataField)) {
            writeMetadata(json, value, type);
        } else {
            writeValue(json, value, type);
        }
    }

    /** The arrival stays a number, as consumers write it; a format without objects may hold the metadata as a text of JSON. */
    private void writeMetadata(final JsonGenerator json, final Object value, final DataType type) throws IOException {
        switch (value) {
            case Record record -> {
                json.writeStartObject();
                for (final String name : record.getRawFieldNames()) {
                    json.writeFieldName(name);
                    final Object part = record.getValue(name);
                    writeMetadataPart(json, name, part, typeOf(record, name));
                }
                json.writeEndObject();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (final Map.Entry<?, ?> entry : map.entrySet()) {
                    final String name = String.valueOf(entry.getKey());
                    json.writeFieldName(name);
                    writeMetadataPart(json, name, entry.getValue(), null);
                }
                json.writeEndObject();
            }
            case String text when JsonText.isObject(text) -> json.writeRawValue(JsonText.onOneLine(text));
            case null, default -> writeValue(json, value, type);
        }
    }

    private static DataType typeOf(final Record record, final String name) {
        return record.getSchema().getDataType(name).orElse(null);
    }

    private void writeMetadataPart(final JsonGenerator json, final String name, final Object value, final DataType type)
            throws IOException {
        if (!name.equals(KinesisMetadata.APPROXIMATE_ARRIVAL)) {
            writeValue(json, value, type);
        } else if (value instanceof java.util.Date arrival) {
            json.writeNumber(arrival.getTime());
        } else {
            writeValue(json, value, null);
        }
    }

    private void writeValue(final JsonGenerator json, final Object value, final DataType type) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Record record -> writeRecord(json, record, false);
            case Map<?, ?> map -> writeMap(json, map, type instanceof MapDataType of ? of.getValueType() : null);
            case Boolean truth -> json.writeBoolean(truth);
            case Double number -> writeBinaryFraction(json, number, number.toString());
            case Float number -> writeBinaryFraction(json, number, number.toString());
            case BigDecimal number -> json.writeNumber(digits(number));
            case BigInteger number -> json.writeNumber(number);
            case byte[] bytes -> json.writeString(HEX.formatHex(bytes));
            case ByteBuffer bytes -> json.writeString(HEX.formatHex(Binary.of(bytes)));
            case Collection<?> values -> writeArray(json, values.toArray(), type);
            case Object values when values.getClass().isArray() -> writeArray(json, values, type);
            default -> writeScalar(json, value, type);
        }
    }

    private static void writeScalar(final JsonGenerator json, final Object value, final DataType type)
            throws IOException {
        final Optional<String> time = TimeTexts.of(value, type);
        if (time.isPresent()) {
            json.writeString(time.get());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * A double has an exponent, whatever its size, so that it is one in Snowflake too and a column for it holds doubles; JSON
     * has no form for those that are no number.
     */
    private static void writeBinaryFraction(final JsonGenerator json, final Number number, final String text)
            throws IOException {
        if (!Double.isFinite(number.doubleValue())) {
            json.writeString(text);
        } else {
            json.writeNumber(text.indexOf('E') < 0 ? text + "E0" : text);
        }
    }

    /** Without exponent, so that none of them is lost, unless there are so many that no column takes them. */
    private static String digits(final BigDecimal number) {
        final boolean few = Math.abs((long) number.scale()) + number.precision() <= MOST_DIGITS;
        return few ? number.toPlainString() : number.toString();
    }

    private void writeMap(final JsonGenerator json, final Map<?, ?> map, final DataType valueType) throws IOException {
        json.writeStartObject();
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            writeValue(json, entry.getValue(), valueType);
        }
        json.writeEndObject();
    }

    /** @param values an array of any component type */
    private void writeArray(final JsonGenerator json, final Object values, final DataType type) throws IOException {
        final Optional<byte[]> bytes = Binary.of(values, type);
        if (bytes.isPresent()) {
            json.writeString(HEX.formatHex(bytes.get()));
            return;
        }
        final int length = Array.getLength(values);
        final DataType elementType = type instanceof ArrayDataType of ? of.getElementType() : null;
        json.writeStartArray();
        for (int i = 0; i < length; i++) {
            writeValue(json, Array.get(values, i), elementType);
        }
        json.writeEndArray();
    }
}
