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
package io.shardflow.localstack.snowflake.value;

/** Names and texts as H2's SQL has them. */
public final class H2Text {
    private H2Text() {}

    /** A name exactly as it is, upper and lower case kept. */
    public static String quote(final String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** A string literal; {@code NULL} for null. */
    public static String literal(final String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }
}
