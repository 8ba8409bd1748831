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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.value.SnowflakeType;

/** Casts as H2 has to write them, so that they take and give what Snowflake's do. */
final class Casts {
    private Casts() {}

    /** A cast of any value. */
    static String any(final String text, final SnowflakeType type) {
        if (text.equals("NULL")) {
            return "CAST(NULL AS " + type.h2() + ")";
        }
        if (type.semiStructured()) {
            return "CAST(SF_TOVARIANT(" + text + ") AS JSON)";
        }
        if (type.name().startsWith("TIMESTAMP")) {
            return "CAST(SF_TIMESTAMPTEXT(" + text + ") AS " + type.h2() + ")";
        }
        return text("SF_TEXT(" + text + ")", type);
    }

    /** A cast of a text. */
    static String text(final String text, final SnowflakeType type) {
        if (type.equals(SnowflakeType.VARCHAR)) {
            return text;
        }
        if (type.name().startsWith("TIMESTAMP")) {
            return "CAST(SF_TIMESTAMPTEXT(" + text + ") AS " + type.h2() + ")";
        }
        return "CAST(" + text + " AS " + type.h2() + ")";
    }
}
