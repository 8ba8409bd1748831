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

import io.shardflow.nifi.kinesis.json.BlockOutputStream;
import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.json.JsonObjectCheck;
import io.shardflow.nifi.kinesis.json.JsonValueCheck;
import io.shardflow.nifi.kinesis.json.LineCheck;
import io.shardflow.nifi.kinesis.json.PayloadCheck;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.OutputSettings;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * What is written for a record when no Record Writer writes it.
 *
 * @param checks make what decides which payloads can be written so, for one thread
 */
record PayloadForm(Supplier<PayloadCheck> checks, Body body, String mimeType) {

    /** Writes one record. */
    @FunctionalInterface
    interface Body {
        void write(JsonLines lines, UserRecord record, PayloadCheck.Accepted accepted, BlockOutputStream out)
                throws IOException;
    }

    static PayloadForm of(final OutputSettings settings) {
        final boolean lines = settings.processing() == ProcessingStrategy.LINE_DELIMITED;
        final OutputStrategy output = settings.output();
        return switch (output) {
            case INJECT_METADATA ->
                new PayloadForm(() -> new JsonObjectCheck(settings.metadataField()), JsonLines::injected, json(lines));
            case USE_WRAPPER -> new PayloadForm(JsonValueCheck::new, JsonLines::wrapped, json(lines));
            case USE_VALUE ->
                lines
                        ? new PayloadForm(LineCheck::new, JsonLines::value, "text/plain")
                        : new PayloadForm(() -> PayloadForm::any, JsonLines::value, "application/octet-stream");
        };
    }

    private static PayloadCheck.Result any(final byte[] payload) {
        return new PayloadCheck.Accepted(0, payload.length, false, false);
    }

    private static String json(final boolean lines) {
        return lines ? "application/x-ndjson" : "application/json";
    }
}
