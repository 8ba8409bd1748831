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

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * A call to a service as a proxy sees it.
 *
 * @param path of its address
 */
public record ProxiedCall(String path, Headers headers, byte[] body) {

    static ProxiedCall of(final HttpExchange exchange) throws IOException {
        return new ProxiedCall(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
    }

    /** Header X-Amz-Target, such as Kinesis_20131202.GetRecords; empty if there is none. */
    public String target() {
        return header("X-Amz-Target", "");
    }

    /** As AWS names it, such as GetRecords; empty if the call has no target. */
    public String operation() {
        return target().substring(target().indexOf('.') + 1);
    }

    /** Of the body; null if it is not said. */
    public String contentType() {
        return header("Content-Type", null);
    }

    /** Header X-Amz-Security-Token, of temporary credentials; empty if there is none. */
    public String sessionToken() {
        return header("X-Amz-Security-Token", "");
    }

    /** Header Authorization; empty if there is none. */
    public String authorization() {
        return header("Authorization", "");
    }

    /** The body as text, unpacked if it is compressed. */
    public String text() throws IOException {
        if (!"gzip".equalsIgnoreCase(header("Content-Encoding", ""))) {
            return new String(body, StandardCharsets.UTF_8);
        }
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String header(final String name, final String otherwise) {
        final String value = headers.getFirst(name);
        return value == null ? otherwise : value;
    }
}
