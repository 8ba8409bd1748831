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

/**
 * Decides whether a payload can be a line: whatever it is, if it has no line break but one at its end, which is left out. JSON
 * may have line breaks between its tokens, which are left out too. One thread.
 */
public final class LineCheck implements PayloadCheck {

    private final JsonValueCheck json = new JsonValueCheck();

    @Override
    public Result check(final byte[] payload) {
        int end = payload.length;
        if (end > 0 && payload[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && payload[end - 1] == '\r') {
            end--;
        }
        if (end == 0) {
            return new Refused("the record is empty, and would be no line");
        }
        for (int i = 0; i < end; i++) {
            if (payload[i] == '\n' || payload[i] == '\r') {
                return json.check(payload) instanceof Accepted value
                        ? value
                        : new Refused("the record has line breaks and is not JSON, so it would be several lines");
            }
        }
        return new Accepted(0, end, false, false);
    }
}
