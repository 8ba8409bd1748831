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

import io.shardflow.nifi.kinesis.settings.AwsAccess;

/**
 * Where records come from, as provenance names it.
 *
 * @param stream its name
 * @param uri of the stream, with a slash at its end
 */
record RecordSource(String stream, String uri) {

    /** Streams of one name in two regions are two, and in two accounts; the account is known where the setting is an ARN. */
    static RecordSource of(final AwsAccess settings) {
        final String stream = settings.stream().name();
        final String account = settings.stream().account().map(id -> id + "/").orElse("");
        return new RecordSource(stream, "kinesis://" + settings.region() + "/" + account + stream + "/");
    }

    String transitUri(final String shardId) {
        return uri + shardId;
    }
}
