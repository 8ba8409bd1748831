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

import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.util.Locale;

/**
 * One column as DESC TABLE shows it.
 *
 * @param policy name of the masking policy on it; null without one
 */
public record TargetColumn(DescribedColumn described, String policy) {

    /** Exact. */
    public String name() {
        return described.name().name();
    }

    /** With length or precision, for example {@code NUMBER(38,0)}. */
    public String type() {
        return described.type().declared();
    }

    /** The type without length or precision, upper-cased. */
    String baseType() {
        return baseType(type());
    }

    /** The type without length or precision, upper-cased. */
    static String baseType(final String type) {
        final int bracket = type.indexOf('(');
        return (bracket < 0 ? type : type.substring(0, bracket)).trim().toUpperCase(Locale.ROOT);
    }
}
