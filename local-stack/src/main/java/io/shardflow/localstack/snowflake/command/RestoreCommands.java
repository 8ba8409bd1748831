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
import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.sql.SQLException;

/** UNDROP TABLE and ALTER TABLE … SWAP WITH: another table takes a name. Both commit the open transaction first, as DDL does. */
final class RestoreCommands {
    private RestoreCommands() {}

    /** UNDROP TABLE has been read. */
    static Answer undrop(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final ObjectName name = session.resolve(in.name());
        in.expectEnd();
        if (request.describeOnly()) {
            return Answer.status(Answer.DDL, "");
        }
        TransactionCommands.commit(session);
        request.standIn().ddl().lock();
        try {
            if (request.standIn().catalog().table(name) != null) {
                throw SnowflakeError.exists(name.name());
            }
            final TableDef table = request.standIn()
                    .catalog()
                    .takeDropped(name)
                    .orElseThrow(() -> new SnowflakeError(
                            "002018",
                            "22023",
                            "SQL compilation error:\nTable '" + name.name() + "' did not exist or was purged."));
            request.standIn().catalog().register(session.h2(), table);
            return Answer.status(Answer.DDL, "Table " + name.name() + " successfully restored.");
        } finally {
            request.standIn().ddl().unlock();
        }
    }

    /** ALTER TABLE, its name and SWAP WITH have been read. */
    static Answer swap(final Request request, final TableDef table) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final TableDef other = session.table(in.name());
        in.expectEnd();
        if (table.temporary() || other.temporary()) {
            throw SnowflakeError.syntax("SWAP WITH of a temporary table", in.sql());
        }
        if (request.describeOnly()) {
            return Answer.status(Answer.DDL, "");
        }
        TransactionCommands.commit(session);
        request.standIn().ddl().lock();
        try {
            request.standIn().catalog().swap(session.h2(), table, other);
        } finally {
            request.standIn().ddl().unlock();
        }
        return Answer.status(Answer.DDL, "Statement executed successfully.");
    }
}
