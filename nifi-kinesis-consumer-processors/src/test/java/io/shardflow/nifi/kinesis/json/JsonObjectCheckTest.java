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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonObjectCheckTest {

    private final JsonObjectCheck check = new JsonObjectCheck("kinesisMetadata");

    @Test
    void acceptsOneObjectOfAnyContent() {
        for (final String json : new String[] {
            "{}", " {\"a\":1} \n", "{\"a\":{\"kinesisMetadata\":1}}", "{\"a\":\"kinesisMetadata\"}", "{\"a\":1,\"a\":2}"
        }) {
            assertInstanceOf(JsonObjectCheck.Accepted.class, check.check(utf8(json)), json);
        }
    }

    @Test
    void refusesWhatIsNotExactlyOneObject() {
        assertRefused("the record is empty", "");
        assertRefused("the record is empty", " \n ");
        assertRefused("the record is not a JSON object", "[1]", "1", "\"x\"", "null");
        assertRefused("the record holds more than one JSON value", "{}{}", "{\"a\":1}\n{\"a\":2}", "{} 1");
        assertRefused(
                "the record is not valid JSON",
                "x",
                "{",
                "{\"a\"}",
                "{\"a\":1",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":[}",
                "{} x",
                "{}}",
                "// c\n{}");
    }

    @Test
    void refusesTheMetadataFieldInAnyCaseAndSpelling() {
        assertRefused(
                "the record already has a field named as the metadata field",
                "{\"kinesisMetadata\":1}",
                "{\"a\":[{}],\"KINESISMETADATA\":{}}",
                "{\"\\u006binesisMetadata\":1}");
    }

    @Test
    void refusesOtherEncodings() {
        for (final Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            assertInstanceOf(JsonObjectCheck.Refused.class, check.check("{\"a\":1}".getBytes(charset)));
        }
        assertInstanceOf(
                JsonObjectCheck.Refused.class, check.check("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)));
        final byte[] overlong = utf8("{\"a\":\"xx\"}");
        overlong[6] = (byte) 0xc0;
        overlong[7] = (byte) 0xaf;
        assertInstanceOf(JsonObjectCheck.Refused.class, check.check(overlong));
    }

    @Test
    void refusesEndlessNestingWithoutOverflow() {
        final String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertInstanceOf(JsonObjectCheck.Refused.class, check.check(utf8(deep)));
    }

    @Test
    void aReasonNeverQuotesThePayload() {
        final JsonObjectCheck.Refused refused =
                assertInstanceOf(JsonObjectCheck.Refused.class, check.check(utf8("{\"secret\":oops}")));
        assertFalse(refused.reason().contains("oops") || refused.reason().contains("secret"));
    }

    private void assertRefused(final String reason, final String... payloads) {
        for (final String payload : payloads) {
            assertEquals(new JsonObjectCheck.Refused(reason), check.check(utf8(payload)), payload);
        }
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
