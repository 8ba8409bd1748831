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

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.copy.CopyCommand;
import io.shardflow.localstack.snowflake.copy.StageCommands;
import io.shardflow.localstack.snowflake.error.Errors;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Tells by a statement's first words what it is, and has it run. What it does not know it refuses by name. */
public final class StatementRunner {

    /** Rows are read or written; that LIMIT 0 and metadata need no warehouse is assumed. */
    private static final Pattern NEEDS_WAREHOUSE = Pattern.compile(
            "(?is)\\s*(?:COPY|INSERT|UPDATE|DELETE|CREATE\\b.*\\bAS\\s+SELECT|SELECT\\b(?!.*\\bINFORMATION_SCHEMA\\b)"
                    + "(?!.*\\bLIMIT\\s+0\\s*$).*\\bFROM)\\b.*");

    private StatementRunner() {}

    /** Whether the statement computes something, for which it takes a warehouse. */
    public static boolean needsWarehouse(final String sql) {
        return NEEDS_WAREHOUSE.matcher(sql).lookingAt();
    }

    public static Answer run(final Request request) {
        try {
            final Tokens in = request.in();
            final Token first = in.peek();
            if (request.standIn().switches().warehouseOverQuota() && needsWarehouse(in.sql())) {
                throw new SnowflakeError(
                        "090073",
                        "22000",
                        "Warehouse 'LOCAL_WH' cannot be resumed because resource monitor 'LOCAL_MONITOR' has exceeded its"
                                + " quota.");
            }
            if (request.session().statements().takeAborted()
                    && request.standIn().switches().has(Quirk.ABORTED_SESSIONS_FAIL)) {
                throw new SnowflakeError("000639", "57014", "The transaction of this session was aborted.");
            }
            if (!request.describeOnly()) {
                request.standIn().scans().count(request.session(), in.sql());
            }
            return switch (first.kind() == Token.Kind.SYMBOL
                    ? first.text()
                    : first.kind() == Token.Kind.WORD ? first.text() : "") {
                case "SELECT", "WITH", "(" -> QueryCommand.run(request);
                case "INSERT" -> InsertCommand.run(request);
                case "UPDATE" -> ChangeCommands.update(request);
                case "DELETE" -> ChangeCommands.delete(request);
                case "TRUNCATE" -> ChangeCommands.truncate(request);
                case "COPY" -> CopyCommand.run(request);
                case "CREATE" -> create(request);
                case "DROP" -> drop(request);
                case "ALTER" -> alter(request);
                case "UNDROP" -> undrop(request);
                case "BEGIN", "START", "COMMIT", "ROLLBACK" -> TransactionCommands.run(request);
                case "USE" -> SessionCommands.use(request);
                case "DESC", "DESCRIBE" -> ShowCommands.describe(request);
                case "SHOW" -> ShowCommands.show(request);
                case "PUT" -> StageCommands.put(request);
                case "LIST", "LS" -> StageCommands.list(request);
                case "REMOVE", "RM" -> StageCommands.remove(request);
                default -> throw in.unknownStatement();
            };
        } catch (SQLException e) {
            throw Errors.of(e);
        }
    }

    private static Answer create(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("CREATE");
        final boolean replace = in.acceptWord("OR", "REPLACE");
        if (in.acceptWord("LOCAL") || in.acceptWord("GLOBAL")) {
            in.expectWord("TEMPORARY");
            in.pos(in.pos() - 1);
        }
        final boolean temporary = in.acceptWord("TEMPORARY") || in.acceptWord("TEMP") || in.acceptWord("VOLATILE");
        final boolean isTransient = !temporary && in.acceptWord("TRANSIENT");
        if (in.acceptWord("TABLE")) {
            return CreateTable.run(request, replace, temporary ? "TEMPORARY" : isTransient ? "TRANSIENT" : "TABLE");
        }
        if (in.acceptWord("STAGE") && !isTransient) {
            return StageCommands.create(request, replace, temporary);
        }
        if (!temporary && !isTransient && !replace && (in.atWord("DATABASE") || in.atWord("SCHEMA"))) {
            return SessionCommands.createSchema(request);
        }
        throw in.unknownStatement();
    }

    private static Answer drop(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("DROP");
        if (in.acceptWord("TABLE")) {
            return TableCommands.drop(request);
        }
        if (in.acceptWord("STAGE")) {
            return StageCommands.drop(request);
        }
        throw in.unknownStatement();
    }

    private static Answer undrop(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("UNDROP");
        if (in.acceptWord("TABLE")) {
            return RestoreCommands.undrop(request);
        }
        throw in.unknownStatement();
    }

    private static Answer alter(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("ALTER");
        if (in.acceptWord("SESSION")) {
            return SessionCommands.alter(request);
        }
        if (in.acceptWord("TABLE")) {
            return TableCommands.alter(request);
        }
        throw in.unknownStatement();
    }
}
