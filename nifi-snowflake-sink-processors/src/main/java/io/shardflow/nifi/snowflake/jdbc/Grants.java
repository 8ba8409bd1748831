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
 * @param role null if the session has none
 */
record Grants(String role) {

    /** Of changing a table: no lesser right is documented to do. */
    String ownership(final QualifiedName table) {
        return "GRANT OWNERSHIP ON TABLE " + table.sql() + " TO ROLE " + grantee() + " COPY CURRENT GRANTS";
    }

    String createTable(final QualifiedName table) {
        return "GRANT CREATE TABLE ON SCHEMA " + table.database().sql() + "."
                + table.schema().sql() + " TO ROLE " + grantee();
    }

    private String grantee() {
        return role == null ? "<role of the connection pool>" : new Identifier(role).sql();
    }
}
