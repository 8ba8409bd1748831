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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A report as one JSON object: the facts, then the tables as arrays of objects, then the notes; durations in milliseconds. Pure. */
final class JsonReport {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonReport() {}

    /** In UTF-8. */
    static byte[] of(final Report report) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            fields(json, report.facts());
            for (final Map.Entry<String, List<Map<String, Object>>> table :
                    report.tables().entrySet()) {
                json.writeArrayFieldStart(table.getKey());
                for (final Map<String, Object> row : table.getValue()) {
                    json.writeStartObject();
                    fields(json, row);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeFieldName("notes");
            value(json, report.notes());
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void fields(final JsonGenerator json, final Map<String, Object> fields) throws IOException {
        for (final Map.Entry<String, Object> field : fields.entrySet()) {
            json.writeFieldName(field.getValue() instanceof Duration ? field.getKey() + "Millis" : field.getKey());
            value(json, field.getValue());
        }
    }

    private static void value(final JsonGenerator json, final Object value) throws IOException {
        switch (value) {
            case Boolean flag -> json.writeBoolean(flag);
            case Long number -> json.writeNumber(number);
            case Duration time -> json.writeNumber(time.toMillis());
            case Integer number -> json.writeNumber(number);
            case List<?> texts -> {
                json.writeStartArray();
                for (final Object text : texts) {
                    value(json, text);
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
