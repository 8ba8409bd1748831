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
package io.shardflow.localstack.snowflake.copy;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads what may stand in the SELECT of a COPY; the rest is refused. */
final class FieldSourceReader {
    private FieldSourceReader() {}

    /** One value, without the cast that may follow. */
    static FieldSource read(final Tokens in) {
        if (in.acceptWord("NVL")) {
            in.expectSymbol("(");
            final FieldSource first = read(in);
            in.expectSymbol(",");
            final FieldSource second = read(in);
            in.expectSymbol(")");
            return new FieldSource.Nvl(first, second);
        }
        if (in.acceptWord("GET")) {
            in.expectSymbol("(");
            if (!path(in).isWhole()) {
                throw SnowflakeError.syntax("GET of anything but the record is not known here", in.sql());
            }
            in.expectSymbol(",");
            final FieldSource field = new FieldSource.Member(in.string());
            in.expectSymbol(")");
            return field;
        }
        if (in.acceptWord("OBJECT_CONSTRUCT")) {
            final Map<String, FieldSource> members = new HashMap<>();
            in.expectSymbol("(");
            do {
                final String key = in.string();
                in.expectSymbol(",");
                if (members.put(key, read(in)) != null) {
                    throw new SnowflakeError("100104", "22000", "Duplicate field key '" + key + "'");
                }
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
            return new FieldSource.Built(members);
        }
        return in.atSymbol("$") ? path(in) : given(in);
    }

    /** Not a row's, and cast to VARIANT, so that it may stand beside what a record has. */
    private static FieldSource given(final Tokens in) {
        final Supplier<String> text;
        if (in.acceptWord("UUID_STRING")) {
            in.expectSymbol("(");
            in.expectSymbol(")");
            text = () -> UUID.randomUUID().toString();
        } else if (in.acceptWord("METADATA$START_SCAN_TIME")) {
            final String now = OffsetDateTime.now(ZoneOffset.UTC).toString();
            text = () -> now;
        } else {
            final String constant = in.string();
            text = () -> constant;
        }
        in.expectSymbol("::");
        final SnowflakeType type = SnowflakeType.parse(in);
        in.expectSymbol("::");
        in.expectWord("VARIANT");
        return new FieldSource.Given(text, type);
    }

    private static FieldSource path(final Tokens in) {
        in.expectSymbol("$");
        if (in.number() != 1) {
            throw SnowflakeError.syntax("a JSON file has one column, $1", in.sql());
        }
        if (!in.acceptSymbol(":")) {
            return new FieldSource.Whole();
        }
        FieldSource found = new FieldSource.Member(step(in));
        while (in.acceptSymbol(".")) {
            found = new FieldSource.Element(found, step(in));
        }
        if (in.atSymbol("[")) {
            throw SnowflakeError.syntax("paths of COPY have names only here", in.sql());
        }
        return found;
    }

    /** Unquoted too, a path keeps its case. */
    private static String step(final Tokens in) {
        final Token name = in.peek();
        in.identifier();
        final String field = name.kind() == Token.Kind.WORD ? in.raw(name) : name.text();
        if (field.isEmpty()) {
            throw SnowflakeError.syntax("a step of a path needs a name", in.sql());
        }
        return field;
    }
}
