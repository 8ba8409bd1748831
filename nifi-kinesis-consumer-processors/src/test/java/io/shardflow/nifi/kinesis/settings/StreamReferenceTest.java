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
package io.shardflow.nifi.kinesis.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReferenceTest {

    @Test
    void aNameIsOfTheCallersAccountAndNamesNoRegion() {
        final StreamReference stream = StreamReference.parse("orders.v1").orElseThrow();
        assertEquals(new StreamReference("orders.v1", Optional.empty()), stream);
        assertEquals("orders.v1", stream.requestName());
        assertEquals(null, stream.requestArn());
        assertEquals(Optional.empty(), stream.region());
        assertEquals(Optional.empty(), stream.account());
        assertEquals("orders.v1", stream.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "aws-cn", "aws-us-gov"})
    void anArnHasNameAndRegionInIt(final String partition) {
        final String arn = "arn:" + partition + ":kinesis:cn-north-1:123456789012:stream/orders";
        final StreamReference stream = StreamReference.parse(arn).orElseThrow();
        assertEquals("orders", stream.name());
        assertEquals(arn, stream.requestArn());
        assertEquals(null, stream.requestName());
        assertEquals(Optional.of("cn-north-1"), stream.region());
        assertEquals(Optional.of("123456789012"), stream.account());
        assertEquals(arn, stream.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "arn:aws:kinesis:eu-central-1:12345678901:stream/orders",
                "arn:aws:kinesis:eu-central-1:123456789012:stream/",
                "arn:aws:kinesis::123456789012:stream/orders",
                "arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
                "arn:aws:kinesis:eu-central-1:123456789012:stream/orders/consumer/app:1"
            })
    void otherTextIsNeither(final String text) {
        assertEquals(Optional.empty(), StreamReference.parse(text));
    }
}
