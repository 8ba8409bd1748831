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

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;

/**
 * The statements by which an administrator gives the session's role a right that it lacks, for messages.
 *
 * @param role null if it is not known
 */
record Grants(String role) {

    /** Of changing a table: no lesser right is documented to do. */
    String ownership(final QualifiedName table) {
        return "GRANT OWNERSHIP ON TABLE " + table.sql() + " TO ROLE " + grantee() + " COPY CURRENT GRANTS";
    }

    String createTable(final QualifiedName table) {
        return onSchema("CREATE TABLE", table);
    }

    String useSchema(final QualifiedName table) {
        return onSchema("USAGE", table);
    }

    String useSchema(final Identifier database, final Identifier schema) {
        return "GRANT USAGE ON SCHEMA " + database.sql() + "." + schema.sql() + " TO ROLE " + grantee();
    }

    String useDatabase(final Identifier database) {
        return "GRANT USAGE ON DATABASE " + database.sql() + " TO ROLE " + grantee();
    }

    String useWarehouse(final Identifier warehouse) {
        return "GRANT USAGE ON WAREHOUSE " + warehouse.sql() + " TO ROLE " + grantee();
    }

    /** @param rights joined by commas */
    String onTable(final String rights, final QualifiedName table) {
        return "GRANT " + rights + " ON TABLE " + table.sql() + " TO ROLE " + grantee();
    }

    /** What loading into a table of another role takes. */
    String load(final QualifiedName table) {
        return onTable("SELECT, INSERT", table);
    }

    /** What loading takes if another role has made guard and ledger, two statements. */
    String ledger(final QualifiedName guard, final QualifiedName ledger) {
        return onTable("SELECT, UPDATE", guard) + "; " + onTable("SELECT, INSERT, UPDATE, DELETE", ledger);
    }

    private String onSchema(final String right, final QualifiedName table) {
        return "GRANT " + right + " ON SCHEMA " + table.database().sql() + "."
                + table.schema().sql() + " TO ROLE " + grantee();
    }

    private String grantee() {
        return role == null ? "<role of the connection pool>" : new Identifier(role).sql();
    }
}
