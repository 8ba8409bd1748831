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
package io.shardflow.nifi.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Makes of good JSON such as is odd or wrong: for tests that a scanner says of it what a parser says.
 *
 * @param place where; beyond the end it counts from the beginning again
 * @param removed how many bytes are taken away there
 * @param copied how many of the bytes before it are put there once more
 * @param bytes what is put there
 */
public record JsonEdit(int place, int removed, int copied, byte[] bytes) {

    private static final List<String> PIECES = List.of(
            "",
            "",
            "",
            ",",
            ":",
            "\"",
            "{",
            "}",
            "[",
            "]",
            "[]",
            "{}",
            "'",
            "/",
            "//",
            "/**/",
            "#",
            "\\",
            "\\n",
            "\\u00e4",
            "\\ud800",
            "\\u12g4",
            "\\x",
            "0",
            "12",
            "-",
            "+",
            ".",
            ".5",
            "e",
            "E+7",
            "1e400",
            "true",
            "null",
            "nul",
            "NaN",
            "Infinity",
            " ",
            "\t",
            "\r",
            "\n",
            "\u0000",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\uFEFF",
            "é",
            "€",
            "😀",
            "\u212A",
            ",\"1\":1",
            "{\"a\":1,\"a\":1}",
            "[".repeat(70),
            "[".repeat(1100),
            "{\"a\":".repeat(70),
            "9".repeat(40),
            "9".repeat(600),
            "9".repeat(1100),
            "n".repeat(1100));

    /** Bytes that begin, go on with or cannot be in a character of UTF-8. */
    private static final Arbitrary<byte[]> NO_TEXT = Arbitraries.of(
                    0x80, 0xAF, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFE, 0xFF)
            .map(Integer::byteValue)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(3);

    /** Up to six, one after the other. @param others to be put in beside what is wrong or odd in any JSON */
    public static Arbitrary<List<JsonEdit>> some(final String... others) {
        final List<String> pieces =
                Stream.concat(PIECES.stream(), Stream.of(others)).toList();
        final Arbitrary<byte[]> bytes = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(pieces).map(JsonEdit::utf8)),
                Tuple.of(1, NO_TEXT),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofSize(1)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 100_000),
                        Arbitraries.of(0, 0, 0, 1, 1, 2, 7),
                        Arbitraries.of(0, 0, 0, 0, 1, 8),
                        bytes)
                .as(JsonEdit::new)
                .list()
                .ofMaxSize(6);
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A copy that is edited. */
    public byte[] of(final byte[] json) {
        final int from = place % (json.length + 1);
        final int to = Math.min(json.length, from + removed);
        final ByteArrayOutputStream edited = new ByteArrayOutputStream();
        edited.write(json, 0, from);
        edited.write(json, Math.max(0, from - copied), Math.min(copied, from));
        edited.writeBytes(bytes);
        edited.write(json, to, json.length - to);
        return edited.toByteArray();
    }
}
