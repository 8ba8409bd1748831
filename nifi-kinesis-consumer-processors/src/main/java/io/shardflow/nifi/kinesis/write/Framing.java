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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.settings.OutputSettings;
import java.nio.charset.StandardCharsets;

/**
 * How records are kept apart.
 *
 * @param alone whether each has a FlowFile of its own
 * @param between written between two, may be empty
 * @param after written behind each, may be empty
 */
record Framing(boolean alone, byte[] between, byte[] after) {

    private static final byte[] NOTHING = {};

    /** Of a strategy without Record Writer. */
    static Framing of(final OutputSettings output) {
        return switch (output.processing()) {
            case FLOW_FILE -> new Framing(true, NOTHING, NOTHING);
            case LINE_DELIMITED -> new Framing(false, NOTHING, new byte[] {'\n'});
            case DEMARCATOR ->
                new Framing(false, output.demarcator().orElseThrow().getBytes(StandardCharsets.UTF_8), NOTHING);
            case RECORD -> throw new IllegalArgumentException("a Record Writer does that");
        };
    }
}
