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
package io.shardflow.localstack.snowflake.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.answer.Column;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The JSON around every answer. */
final class Envelope {
    private Envelope() {}

    @FunctionalInterface
    private interface Data {
        void write(JsonGenerator json) throws IOException;
    }

    static Spool success(final StandIn standIn, final Object data) throws IOException {
        return write(standIn, json -> json.writeObject(data), null, null, true);
    }

    static Spool failure(final StandIn standIn, final SnowflakeError error, final String queryId) throws IOException {
        return write(
                standIn,
                json -> {
                    if (error.sqlState() == null) {
                        json.writeNull();
                        return;
                    }
                    json.writeStartObject();
                    json.writeBooleanField("internalError", false);
                    json.writeStringField("errorCode", error.code());
                    json.writeNumberField("age", 0);
                    json.writeStringField("sqlState", error.sqlState());
                    json.writeStringField("queryId", queryId);
                    json.writeNumberField("line", -1);
                    json.writeNumberField("pos", -1);
                    json.writeStringField("type", "COMPILATION");
                    json.writeEndObject();
                },
                error.code(),
                error.getMessage(),
                false);
    }

    static Spool query(final Request request, final Answer answer, final String queryId) throws IOException {
        final Session session = request.session();
        return write(
                request.standIn(),
                json -> {
                    json.writeStartObject();
                    if (answer.upload() != null) {
                        for (final Map.Entry<String, Object> entry :
                                answer.upload().entrySet()) {
                            json.writeObjectField(entry.getKey(), entry.getValue());
                        }
                    } else {
                        json.writeObjectField("parameters", Logins.parameters(session));
                        rowtype(json, answer.columns());
                        json.writeFieldName("rowset");
                        answer.rows().write(json);
                        json.writeNumberField("total", answer.total());
                        json.writeNumberField("returned", answer.total());
                    }
                    json.writeStringField("queryId", queryId);
                    json.writeNullField("databaseProvider");
                    json.writeStringField("finalDatabaseName", session.database());
                    json.writeStringField("finalSchemaName", session.schema());
                    json.writeStringField("finalWarehouseName", session.warehouse());
                    json.writeStringField("finalRoleName", session.role());
                    json.writeNumberField("numberOfBinds", request.in().binds());
                    json.writeBooleanField("arrayBindSupported", answer.type() == Answer.INSERT);
                    json.writeNumberField("statementTypeId", answer.type());
                    json.writeNumberField("version", 1);
                    json.writeStringField("queryResultFormat", "json");
                    json.writeEndObject();
                },
                null,
                null,
                true);
    }

    private static void rowtype(final JsonGenerator json, final List<Column> columns) throws IOException {
        json.writeArrayFieldStart("rowtype");
        for (final Column column : columns) {
            final SnowflakeType type = column.type();
            final boolean text = type.name().equals("VARCHAR") || type.name().equals("BINARY");
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("database", "");
            json.writeStringField("schema", "");
            json.writeStringField("table", "");
            json.writeBooleanField("nullable", column.nullable());
            json.writeStringField("type", type.wire());
            json.writeObjectField("byteLength", text ? (Integer) type.precision() : null);
            json.writeObjectField("length", text ? (Integer) type.precision() : null);
            json.writeObjectField("precision", type.name().equals("NUMBER") ? (Integer) type.precision() : null);
            json.writeObjectField(
                    "scale",
                    type.name().equals("NUMBER")
                            ? (Integer) type.scale()
                            : type.name().startsWith("TIME") ? (Integer) type.precision() : null);
            json.writeNullField("collation");
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static Spool write(
            final StandIn standIn, final Data data, final String code, final String message, final boolean success)
            throws IOException {
        final Spool spool = new Spool(standIn.spoolFolder());
        try (JsonGenerator json = HttpFront.JSON.createGenerator(spool)) {
            json.writeStartObject();
            json.writeFieldName("data");
            data.write(json);
            json.writeStringField("code", code);
            json.writeStringField("message", message);
            json.writeBooleanField("success", success);
            json.writeEndObject();
        }
        return spool;
    }
}
