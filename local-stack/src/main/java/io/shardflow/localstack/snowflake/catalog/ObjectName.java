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
package io.shardflow.localstack.snowflake.catalog;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.util.List;
import java.util.Locale;

/** A fully resolved name, exact as stored. */
public record ObjectName(String database, String schema, String name) {
    /** Resolves one to three parts against a session's current database and schema. */
    public static ObjectName resolve(final List<String> parts, final String database, final String schema) {
        return switch (parts.size()) {
            case 1 -> new ObjectName(require(database, "database"), require(schema, "schema"), parts.get(0));
            case 2 -> new ObjectName(require(database, "database"), parts.get(0), parts.get(1));
            default -> new ObjectName(parts.get(0), parts.get(1), parts.get(2));
        };
    }

    private static String require(final String current, final String kind) {
        if (current == null) {
            throw new SnowflakeError(
                    "090105",
                    "22000",
                    "Cannot perform operation. This session does not have a current " + kind + ". Call 'USE "
                            + kind.toUpperCase(Locale.ROOT) + "', or use a qualified name.");
        }
        return current;
    }

    @Override
    public String toString() {
        return database + "." + schema + "." + name;
    }
}
