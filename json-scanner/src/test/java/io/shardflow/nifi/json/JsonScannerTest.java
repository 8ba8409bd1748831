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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That it takes nothing which a parser refuses is shown where there is a parser: by the tests of both processors. */
class JsonScannerTest {

    private final List<String> told = new ArrayList<>();
    private byte[] bytes;
    private String refused = "";
    private final JsonScanner scanner = new JsonScanner(new JsonScanner.Members() {
        @Override
        public void begins(final int depth) {
            told.add(depth + " {");
        }

        @Override
        public boolean name(final int from, final int to, final int depth) {
            told.add(depth + " " + text(from, to));
            return !text(from, to).equals(refused);
        }

        @Override
        public void value(final int from, final int to, final int depth) {
            told.add(depth + " =" + text(from, to));
        }

        @Override
        public void ends(final int depth) {
            told.add(depth + " }");
        }
    });

    private String text(final int from, final int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Between bytes that would change what it is, were they looked at. */
    private int scan(final String text) {
        final String before = "{\"x";
        bytes = (before + text + "\"1,").getBytes(StandardCharsets.UTF_8);
        final int to = bytes.length - 3;
        final int start = scanner.begin(bytes, before.length(), to);
        final int end = scanner.value(start);
        return scanner.isEnd(end) ? end : JsonScanner.UNSURE;
    }

    @Test
    void itTellsOfAllMembersInTheirOrder() {
        scan(" {\"a\" : 1, \"näme\":{\"b\":[ ],\"c\":[{\"d\":null},{}]} } ");
        assertEquals(
                List.of(
                        "1 {",
                        "1 a",
                        "1 =1",
                        "1 näme",
                        "2 {",
                        "2 b",
                        "2 =[ ]",
                        "2 c",
                        "4 {",
                        "4 d",
                        "4 =null",
                        "4 }",
                        "2 =[{\"d\":null},{}]",
                        "2 }",
                        "1 ={\"b\":[ ],\"c\":[{\"d\":null},{}]}",
                        "1 }"),
                told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-0.5e-07",
                "true",
                "false",
                "null",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud800\"",
                "\"é€𝄞 and text that is longer than eight bytes\"",
                "[[],{},[1 ,2],\r\n\t\"a\"]"
            })
    void itIsSureOfOrdinaryValues(final String text) {
        for (final String around : new String[] {"", " \t\r\n"}) {
            assertTrue(scan(around + text + around) > 0, text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "[}",
                "[1",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "1 2",
                "{}{}",
                "[1 2]",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "NaN",
                "tru",
                "truex",
                "nulL",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\",
                "\"a\tb\"",
                "\"\u0000\"",
                "\u0000",
                "{}\u0000",
                "\uFEFF{}",
                "\u00A01",
                "// c\n1",
                "{\"\\u0061\":1}"
            })
    void itIsNotSureOfWhatIsWrongOrRare(final String text) {
        assertEquals(JsonScanner.UNSURE, scan(text), text);
    }

    @Test
    void itIsNotSureOfWhatIsNotUtf8() {
        for (final byte[] wrong :
                new byte[][] {{(byte) 0xC3}, {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}}) {
            bytes = "\"aaaa bbbb cccc\"".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(wrong, 0, bytes, bytes.length - 1 - wrong.length, wrong.length);
            assertEquals(JsonScanner.UNSURE, scanner.value(scanner.begin(bytes, 0, bytes.length)));
        }
    }

    @Test
    void whatIsDeepOrLongIsLeftToAParser() {
        final int most = JsonScanner.MAX_DEPTH - 1;
        assertTrue(scan("[".repeat(most) + "]".repeat(most)) > 0);
        assertEquals(JsonScanner.UNSURE, scan("[".repeat(most) + "[1]" + "]".repeat(most)));
        assertEquals(JsonScanner.UNSURE, scan("{\"a\":".repeat(100_000)));
        assertTrue(scan("9".repeat(500)) > 0);
        assertEquals(JsonScanner.UNSURE, scan("9".repeat(501)));
        assertTrue(scan("{\"" + "n".repeat(998) + "\":1}") > 0);
        assertEquals(JsonScanner.UNSURE, scan("{\"" + "n".repeat(999) + "\":1}"));
    }

    @Test
    void aNameThatTheListenerRefusesEndsIt() {
        refused = "b";
        assertTrue(scan("{\"a\":1}") > 0);
        assertEquals(JsonScanner.UNSURE, scan("{\"a\":{\"b\":1}}"));
    }

    @Test
    void itTellsWhatItHasMetInThisTextAndNotInTheOneBefore() {
        scan("[123.5, -1E7, \"\\u00e4\"]");
        assertTrue(scanner.hasExponents());
        assertTrue(scanner.hasUnicodeEscapes());
        assertEquals(5, scanner.longestNumber());
        scan("[\"1e7\", \"\\n\", 12]");
        assertFalse(scanner.hasExponents());
        assertFalse(scanner.hasUnicodeEscapes());
        assertEquals(2, scanner.longestNumber());
    }

    @Test
    void lineBreaksAroundTheTextAreNotThoseInIt() {
        final int end = scan("\r\n [1, 2]");
        assertFalse(scanner.hasLineBreakBefore(end));
        assertTrue(scan("[1,\r2]") > 0);
        assertTrue(scanner.hasLineBreakBefore(bytes.length));
        bytes = "{}\n".getBytes(StandardCharsets.UTF_8);
        final int behind = scanner.value(scanner.begin(bytes, 0, bytes.length));
        assertTrue(scanner.isEnd(behind));
        assertFalse(scanner.hasLineBreakBefore(behind));
    }
}
