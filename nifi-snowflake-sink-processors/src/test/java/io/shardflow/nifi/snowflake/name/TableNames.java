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
package io.shardflow.nifi.snowflake.name;

import java.util.Optional;

/** Names of tables, written as in SQL. */
public final class TableNames {

    private TableNames() {}

    /** A table of the session's own schema. */
    public static TableName own(final String table) {
        return new TableName(Optional.empty(), Optional.empty(), Identifier.parse(table));
    }

    public static TableName full(final String database, final String schema, final String table) {
        return new TableName(
                Optional.of(Identifier.parse(database)),
                Optional.of(Identifier.parse(schema)),
                Identifier.parse(table));
    }
}
