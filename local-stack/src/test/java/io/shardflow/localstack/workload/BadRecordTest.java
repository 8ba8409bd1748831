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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's check of the error table must see a record that is not kept as it was. */
class BadRecordTest {

    private static final String METADATA = "{\"kinesisMetadata\":{\"stream\":\"orders\"},";

    @ParameterizedTest
    @EnumSource(BadRecord.class)
    void isKeptWithEveryByte(final BadRecord kind) {
        final byte[] payload = kind.payload(7);
        final byte[] withMetadata = payload.length == 0
                ? payload
                : (METADATA + new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        final byte[] other = "{\"id\":-7}".getBytes(StandardCharsets.UTF_8);

        assertThat(kind.isKeptAs(payload, payload) ^ kind.isKeptAs(payload, withMetadata) || payload.length == 0)
                .as("as its payload if the consumer refuses it, behind the metadata if the sink does")
                .isTrue();
        assertThat(kind.isKeptAs(payload, other)).isFalse();
        assertThat(kind.payload(8)).as("is like no other record").satisfies(next -> assertThat(next.length == 0
                        || !new String(next, StandardCharsets.UTF_8)
                                .equals(new String(payload, StandardCharsets.UTF_8)))
                .isTrue());
    }
}
