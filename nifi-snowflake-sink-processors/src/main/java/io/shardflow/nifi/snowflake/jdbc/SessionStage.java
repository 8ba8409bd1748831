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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;

/**
 * A temporary stage that serves many transactions of its session, for tables of one schema. It ends with the session, and what
 * was uploaded with it. Used by one thread at a time.
 */
public final class SessionStage {

    /** What is stored is paid for, so a stage that holds so much is dropped: once in many transactions. */
    private static final long MOST_BYTES = 1_000_000_000;

    private final QualifiedName name;
    private long bytes;

    private SessionStage(final QualifiedName name) {
        this.name = name;
    }

    /** Makes one beside the table. DDL. @param attempt names the stage */
    static SessionStage create(final SqlRunner sql, final QualifiedName table, final AttemptId attempt)
            throws WarehouseException {
        final SessionStage stage = new SessionStage(table.sibling(attempt.value() + "_STAGE"));
        sql.run("creating the stage", "CREATE TEMPORARY STAGE " + stage.name.sql());
        return stage;
    }

    QualifiedName name() {
        return name;
    }

    /** Whether files for that table may go there. */
    boolean serves(final QualifiedName table) {
        return bytes < MOST_BYTES
                && name.database().equals(table.database())
                && name.schema().equals(table.schema());
    }

    void uploaded(final long size) {
        bytes += size;
    }

    String drop() {
        return "DROP STAGE IF EXISTS " + name.sql();
    }
}
