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
package io.shardflow.nifi.kinesis.state;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Values of attributes as people read them in a bulletin: texts in quotes, all on one line and of bounded length. Pure. */
final class ValueText {

    private static final int MOST_CHARACTERS = 40;

    private ValueText() {}

    static String of(final AttributeValue value) {
        return switch (value.type()) {
            case S -> "\"" + bounded(value.s()) + "\"";
            case N -> "the number " + bounded(value.n());
            case BOOL -> "the truth value " + value.bool();
            case B -> "binary";
            case SS, NS, BS -> "a set";
            case L -> "a list";
            case M -> "a map";
            case NUL -> "NULL";
            default -> "of an unknown type";
        };
    }

    private static String bounded(final String text) {
        final int end = text.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, text.codePointCount(0, text.length())));
        return text.substring(0, end).replaceAll("\\p{Cc}", "?") + (end < text.length() ? "…" : "");
    }
}
