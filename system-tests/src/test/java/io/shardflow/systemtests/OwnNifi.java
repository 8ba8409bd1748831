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
package io.shardflow.systemtests;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import java.net.URI;
import java.util.List;

/** One more NiFi with the NAR, beside the stack's, for tests that kill it or take its disk away. */
final class OwnNifi {

    private OwnNifi() {}

    /** @param name of its folder in the stack's workspace */
    static Service start(final LocalStack stack, final String name) {
        final Service process = NifiServer.in(
                stack.workspace(),
                name,
                Installation.nifi(),
                new NifiServer.Options(NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of(Installation.nar())));
        process.start();
        return process;
    }

    static NifiClient client(final Service process) {
        return new NifiClient(URI.create("http://" + Loopback.HOST + ':' + process.port()));
    }
}
