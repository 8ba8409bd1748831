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
package io.shardflow.nifi.kinesis.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueCheckTest {

    private final JsonValueCheck check = new JsonValueCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kinesisMetadata\":[{}]}",
                "[]",
                "[1,[2],{\"a\":3}]",
                "17",
                "-1.50E-7",
                "\"\"",
                "\"é 𝄞 \\\" }\"",
                "true",
                "false",
                "null"
            })
    void takesAnyValueFromItsFirstByteToItsLast(final String value) {
        for (final String around : new String[] {"", " \t", "\r\n"}) {
            final byte[] payload = utf8(around + value + around);
            final PayloadCheck.Accepted accepted =
                    assertInstanceOf(PayloadCheck.Accepted.class, check.check(payload), value);
            assertEquals(
                    value,
                    new String(Arrays.copyOfRange(payload, accepted.start(), accepted.end()), StandardCharsets.UTF_8));
        }
        final byte[] marked = utf8("\uFEFF" + value);
        final PayloadCheck.Accepted accepted = assertInstanceOf(PayloadCheck.Accepted.class, check.check(marked));
        assertEquals(3, accepted.start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void refusesNothing(final String payload) {
        assertEquals(new PayloadCheck.Refused("the record is empty"), check.check(utf8(payload)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "1 2", "[1]\n[2]", "\"a\" \"b\""})
    void refusesSeveral(final String payload) {
        assertEquals(new PayloadCheck.Refused("the record holds more than one JSON value"), check.check(utf8(payload)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[1", "[1}", "{\"a\":1]", "01", "1x", "tru", "nul", "\"a", "'a'", "NaN", "{}}", "a,b", "1,2"
            })
    void refusesWhatIsNoJson(final String payload) {
        assertEquals(new PayloadCheck.Refused("the record is not valid JSON"), check.check(utf8(payload)));
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
