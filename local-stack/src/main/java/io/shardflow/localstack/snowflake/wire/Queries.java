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

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.command.StatementRunner;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.RunningStatement;
import io.shardflow.localstack.snowflake.value.Binds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Runs the statements of query requests, each once per requestId and one at a time per session. */
final class Queries {
    /** Of a statement, literals included. */
    private static final int MOST_BYTES = 1 << 20;

    private final StandIn standIn;

    Queries(final StandIn standIn) {
        this.standIn = standIn;
    }

    Spool run(final HttpFront.Call call, final Session session) {
        final JsonNode body = call.body();
        final String queryId = UUID.randomUUID().toString();
        final boolean runsAgain = standIn.switches().has(Quirk.REPEATED_REQUESTS_RUN);
        return session.statements().answer(runsAgain ? queryId : call.requestId(), () -> {
            try {
                return once(call.requestId(), queryId, body, session);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Spool once(final String requestId, final String queryId, final JsonNode body, final Session session)
            throws IOException {
        final RunningStatement running = new RunningStatement(requestId, queryId);
        session.statements().add(running);
        final String sql = body.path("sqlText").asText();
        session.lock().lock();
        final Instant start = Instant.now();
        SnowflakeError error = null;
        try {
            if (session.closed()) {
                throw new SnowflakeError(
                        "390111", null, "Session no longer exists. New login required to access the service.");
            }
            if (body.path("asyncExec").asBoolean()) {
                throw new SnowflakeError("001003", "42000", "stand-in: asynchronous queries are not known here");
            }
            if (sql.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                throw new SnowflakeError("001003", "42000", "SQL compilation error:\nthe statement has more than 1 MB");
            }
            session.statements().begin(running);
            final Request request = new Request(
                    session,
                    new Tokens(standIn.access().expand(session, sql)),
                    new Binds(body.path("bindings").isObject() ? body.path("bindings") : null),
                    body.path("describeOnly").asBoolean(),
                    running);
            standIn.hooks().asked(request.in().peek().text());
            return Envelope.query(request, standIn.access().run(request, StatementRunner::run), queryId);
        } catch (SnowflakeError e) {
            final String other = standIn.switches().otherCodes().get(e.code());
            error = other == null ? e : e.as(other);
            return Envelope.failure(standIn, error, queryId);
        } finally {
            if (!body.path("describeOnly").asBoolean()) {
                standIn.history().ended(session, running, sql, start, error);
            }
            session.statements().end(running);
            session.lock().unlock();
        }
    }
}
