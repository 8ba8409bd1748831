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
package io.shardflow.localstack.snowflake.syntax;

/**
 * One lexical element of a statement.
 *
 * @param kind what it is
 * @param text for {@link Kind#WORD} the upper-cased word, for {@link Kind#QUOTED} and {@link Kind#STRING} the content without quotes, for
 *     {@link Kind#BIND} its number from 1, else as written
 * @param start index of its first character in the statement
 * @param end index after its last character
 */
public record Token(Kind kind, String text, int start, int end) {
    public enum Kind {
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        BIND,
        STAGE,
        SYMBOL,
        END
    }

    public boolean isWord(final String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    public boolean isSymbol(final String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    public boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }
}
