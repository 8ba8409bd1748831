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
package io.shardflow.nifi.snowflake.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.HeapProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\":[{\"b\":null}]}\n", "{\"a\":1,\"a\":2}"})
    void anObjectIsOneWhateverItHolds(final String text) {
        assertThat(JsonText.isObject(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"{}\"", "{", "{} {}", "{'a':1}", "{\"a\":1,}"})
    void anythingElseIsNone(final String text) {
        assertThat(JsonText.isObject(text)).isFalse();
    }

    /** Whether Snowflake takes it is for others to say, who know why it does not. */
    @Test
    void lengthsAreNotBounded() {
        assertThat(JsonText.isObject("{\"" + "n".repeat(100_000) + "\":1}"))
                .as("a name")
                .isTrue();
        assertThat(JsonText.isObject("{\"a\":\"" + "s".repeat(21_000_000) + "\"}"))
                .as("a text")
                .isTrue();
        assertThat(JsonText.isObject("{\"a\":" + "9".repeat(2000) + "}"))
                .as("a number")
                .isTrue();
    }

    @Test
    void namesAreNotRemembered() {
        final String rest = "n".repeat(40_000);
        final long before = HeapProbe.liveHeap();
        for (int i = 0; i < 1000; i++) {
            assertThat(JsonText.isObject("{\"" + i + rest + "\":1}")).isTrue();
        }
        assertThat(HeapProbe.liveHeap() - before).as("bytes held").isLessThan(20_000_000);
    }
}
