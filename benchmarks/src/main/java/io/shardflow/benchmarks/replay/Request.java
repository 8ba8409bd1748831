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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A request of HTTP/1.1.
 *
 * @param path with its query
 * @param target of {@code X-Amz-Target} what follows the dot, such as GetRecords; empty without
 * @param contentType empty without
 */
record Request(String path, String target, String contentType, byte[] body) {

    private static final int LONGEST_LINE = 16_384;

    /** Reads the next one of a connection; null at its end. */
    static Request read(final BufferedInputStream in) throws IOException {
        final String first = line(in);
        if (first == null) {
            return null;
        }
        String target = "";
        String contentType = "";
        int length = 0;
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            final int colon = header.indexOf(':');
            final String value = header.substring(colon + 1).trim();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "x-amz-target" -> target = value.substring(value.indexOf('.') + 1);
                case "content-type" -> contentType = value;
                case "content-length" -> length = Integer.parseInt(value);
                default -> {
                    // nothing else matters here
                }
            }
        }
        final byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within a request");
        }
        return new Request(first.split(" ")[1], target, contentType, body);
    }

    private static String line(final InputStream in) throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line of a request is too long");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
