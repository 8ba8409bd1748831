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
package io.shardflow.benchmarks.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.math.BigDecimal;
import java.util.Locale;

/** The two ways in which clients talk to Kinesis. CBOR is what AWS SDKs take by default. */
enum Encoding {
    /** Times are milliseconds. */
    CBOR("application/x-amz-cbor-1.1", new CBORMapper(), 0) {
        @Override
        ValueNode time(final long millis) {
            return LongNode.valueOf(millis);
        }
    },
    /** Times are seconds with a fraction. */
    JSON("application/x-amz-json-1.1", new ObjectMapper(), 1) {
        @Override
        ValueNode time(final long millis) {
            return DecimalNode.valueOf(BigDecimal.valueOf(millis, 3));
        }
    };

    private final String contentType;
    private final ObjectMapper mapper;
    private final int bytesAfterText;

    Encoding(final String contentType, final ObjectMapper mapper, final int bytesAfterText) {
        this.contentType = contentType;
        this.mapper = mapper.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
        this.bytesAfterText = bytesAfterText;
    }

    /** @param contentType of a request */
    static Encoding of(final String contentType) {
        return contentType.toLowerCase(Locale.ROOT).contains("cbor") ? CBOR : JSON;
    }

    /** A point in time. @param millis since 1970 */
    abstract ValueNode time(long millis);

    String contentType() {
        return contentType;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    /** How many bytes follow a text within its encoded value. */
    int bytesAfterText() {
        return bytesAfterText;
    }
}
