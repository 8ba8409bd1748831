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
package io.shardflow.localstack.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An AWS error as the service would write it: a map of two texts, {@code __type} and {@code message}, in CBOR (RFC 8949) for
 * the SDK's Kinesis client and in JSON for the others.
 *
 * @param contentType of the answer, the same as that of the call
 */
record ErrorAnswer(String contentType, byte[] body) {

    private static final int MAP_OF_TWO = 0xA2;
    private static final int SHORT_TEXT = 0x60;
    private static final int TEXT_WITH_TWO_LENGTH_BYTES = 0x79;
    private static final int SHORT = 24;

    /** @param message without quotes, control characters and backslashes, so that JSON needs no escapes */
    static ErrorAnswer to(final String callContentType, final String code, final String message) {
        if (callContentType != null && callContentType.startsWith("application/x-amz-cbor")) {
            return new ErrorAnswer(callContentType, cbor(code, message));
        }
        final String json = "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message);
        return new ErrorAnswer("application/x-amz-json-1.1", json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] cbor(final String code, final String message) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(MAP_OF_TWO);
        text(out, "__type");
        text(out, code);
        text(out, "message");
        text(out, message);
        return out.toByteArray();
    }

    private static void text(final ByteArrayOutputStream out, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORT) {
            out.write(SHORT_TEXT + bytes.length);
        } else {
            out.write(TEXT_WITH_TWO_LENGTH_BYTES);
            out.write(bytes.length >> Byte.SIZE);
            out.write(bytes.length);
        }
        out.writeBytes(bytes);
    }
}
