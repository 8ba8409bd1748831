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

import com.fasterxml.jackson.core.JsonGenerator;
import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.answer.Cells;
import io.shardflow.localstack.snowflake.answer.Column;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.query.Translator;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** SELECT. */
final class QueryCommand {
    private QueryCommand() {}

    static Answer run(final Request request) throws SQLException {
        final Session session = request.session();
        if (!session.parameters().get("JDBC_QUERY_RESULT_FORMAT", "ARROW").equalsIgnoreCase("JSON")) {
            throw new SnowflakeError(
                    "001003",
                    "42000",
                    "stand-in: this session did not ask for JSON results, and Snowflake would answer in Arrow, which needs a JVM flag that NiFi does not set."
                            + " Set the session parameter JDBC_QUERY_RESULT_FORMAT=JSON. Statement: "
                            + request.in().sql());
        }
        if (!request.describeOnly()
                && request.standIn().switches().has(Quirk.SELECT_OPENS_TRANSACTION)
                && session.transaction() == null
                && !session.parameters().autocommit()) {
            session.transaction(request.standIn().transactions().begin(session, null, true));
        }
        final String sql = translate(request);
        final PreparedStatement statement = session.h2().prepareStatement(sql);
        try {
            if (request.describeOnly()) {
                final List<Column> columns =
                        Cells.columns(statement.getMetaData(), request.standIn().catalog());
                return Answer.of(Answer.SELECT, columns, List.of());
            }
            request.binds().apply(statement, request.in().binds(), 0);
            request.running().current(statement);
            final ResultSet rows = statement.executeQuery();
            final List<Column> columns =
                    Cells.columns(rows.getMetaData(), request.standIn().catalog());
            final Spool spool = new Spool(request.standIn().spoolFolder());
            final long total = write(rows, columns, spool);
            return new Answer(Answer.SELECT, columns, total, to -> copy(spool, to), null);
        } finally {
            request.running().current(null);
            statement.close();
            if (session.transaction() == null) {
                session.h2().commit();
            }
        }
    }

    private static String translate(final Request request) {
        final Translator translator = new Translator(request.in(), request.session(), request.binds());
        final String sql = translator.query();
        request.in().expectEnd();
        return sql;
    }

    private static long write(final ResultSet rows, final List<Column> columns, final Spool spool) throws SQLException {
        long total = 0;
        try (JsonGenerator generator = Variant.JSON.createGenerator(spool)) {
            generator.writeStartArray();
            while (rows.next()) {
                generator.writeStartArray();
                for (int i = 0; i < columns.size(); i++) {
                    generator.writeString(Cells.text(rows, i + 1, columns.get(i).type()));
                }
                generator.writeEndArray();
                total++;
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return total;
    }

    private static void copy(final Spool spool, final JsonGenerator to) throws IOException {
        // The rows are JSON already: they go past the generator, which must not hold anything back.
        to.writeRawValue("");
        to.flush();
        spool.copyTo((OutputStream) to.getOutputTarget());
        spool.delete();
    }
}
