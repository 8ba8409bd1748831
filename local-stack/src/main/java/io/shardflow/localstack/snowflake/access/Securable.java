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
package io.shardflow.localstack.snowflake.access;

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import java.util.List;
import java.util.Locale;

/**
 * What a right can be on.
 *
 * @param name exact, as stored; of a table with database and schema
 */
record Securable(Kind kind, List<String> name) {

    /** Kinds, in the words of messages. */
    enum Kind {
        ACCOUNT,
        WAREHOUSE,
        DATABASE,
        SCHEMA,
        TABLE,
        STAGE,
        ROLE,
        USER
    }

    static final Securable ACCOUNT = new Securable(Kind.ACCOUNT, List.of());

    static Securable of(final Kind kind, final String name) {
        return new Securable(kind, List.of(name));
    }

    static Securable schema(final String database, final String schema) {
        return new Securable(Kind.SCHEMA, List.of(database, schema));
    }

    static Securable table(final ObjectName name) {
        return inSchema(Kind.TABLE, name);
    }

    static Securable inSchema(final Kind kind, final ObjectName name) {
        return new Securable(kind, List.of(name.database(), name.schema(), name.name()));
    }

    /** As Snowflake's messages about rights name it: the last part alone. */
    String shown() {
        return kind == Kind.ACCOUNT ? " 'ACCOUNT'" : kind.name().toLowerCase(Locale.ROOT) + " '" + name.getLast() + "'";
    }
}
