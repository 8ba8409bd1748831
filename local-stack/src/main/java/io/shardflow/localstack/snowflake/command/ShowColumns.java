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
package io.shardflow.localstack.snowflake.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** SHOW COLUMNS and SHOW PRIMARY KEYS of one table: what the driver makes its DatabaseMetaData of. It reads their columns by number. */
final class ShowColumns {
    private ShowColumns() {}

    /** The cursor is behind COLUMNS. */
    static Answer columns(final Request request) throws SQLException {
        final TableDef table = table(request);
        final List<List<String>> rows = table.columns().stream()
                .map(column -> Arrays.asList(
                        table.name().name(),
                        table.name().schema(),
                        column.name(),
                        dataType(column).toString(),
                        Boolean.toString(!column.notNull()),
                        column.defaultSql() == null ? "" : column.defaultSql(),
                        "COLUMN",
                        "",
                        "",
                        table.name().database(),
                        ""))
                .toList();
        return Answer.of(
                Answer.SHOW,
                Answer.textColumns(
                        "table_name",
                        "schema_name",
                        "column_name",
                        "data_type",
                        "null?",
                        "default",
                        "kind",
                        "expression",
                        "comment",
                        "database_name",
                        "autoincrement"),
                rows);
    }

    private static ObjectNode dataType(final TableDef.Column column) {
        final SnowflakeType type = column.type();
        final ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("type", type.wire().toUpperCase(Locale.ROOT));
        switch (type.name()) {
            case "NUMBER" -> json.put("precision", type.precision()).put("scale", type.scale());
            case "VARCHAR", "BINARY" ->
                json.put("length", type.precision())
                        .put("byteLength", type.precision())
                        .put("fixed", false);
            case "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                json.put("precision", 0).put("scale", type.precision());
            default -> {
                // the name says it all
            }
        }
        return json.put("nullable", !column.notNull());
    }

    /** Keys are not kept, so there are none. The cursor is behind PRIMARY. */
    static Answer primaryKeys(final Request request) throws SQLException {
        request.in().expectWord("KEYS");
        table(request);
        return Answer.of(
                Answer.SHOW,
                Answer.textColumns(
                        "created_on",
                        "database_name",
                        "schema_name",
                        "table_name",
                        "column_name",
                        "key_sequence",
                        "constraint_name",
                        "rely",
                        "comment"),
                List.of());
    }

    private static TableDef table(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("IN");
        in.expectWord("TABLE");
        final TableDef table = request.session().table(in.name());
        in.expectEnd();
        return table;
    }
}
