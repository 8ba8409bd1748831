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

import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Paths into a VARIANT, and what H2 calls to follow them. */
final class VariantPath {
    private VariantPath() {}

    /** A path such as {@code :a.b[0]} as a JSON array of its steps. */
    static String read(final Tokens in) {
        final List<String> steps = new ArrayList<>();
        do {
            if (in.acceptSymbol("[")) {
                steps.add(in.peek().kind() == Token.Kind.STRING ? json(in.next().text()) : Long.toString(in.number()));
                in.expectSymbol("]");
            } else {
                in.next();
                final Token name = in.peek();
                in.identifier();
                steps.add(json(name.kind() == Token.Kind.WORD ? in.raw(name) : name.text()));
            }
        } while (in.atSymbol(".") || in.atSymbol("["));
        return "[" + String.join(",", steps) + "]";
    }

    private static String json(final String text) {
        return new String(Variant.ofText(text), StandardCharsets.UTF_8);
    }

    /** The path that leads on from where the first ends, which may be null. */
    static String join(final String first, final String second) {
        return first == null ? second : first.substring(0, first.length() - 1) + "," + second.substring(1);
    }

    /** What is at the path, as a VARIANT. */
    static String element(final String text, final String path) {
        return "CAST(SF_AT(" + text + ", " + H2Text.literal(path) + ") AS JSON)";
    }

    /** What is at the path, as text. */
    static String text(final String text, final String path) {
        return "SF_TEXTAT(" + text + ", " + H2Text.literal(path) + ")";
    }
}
