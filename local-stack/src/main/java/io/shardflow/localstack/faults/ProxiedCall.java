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

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * A call to an AWS service as a proxy sees it.
 *
 * @param target header X-Amz-Target, such as Kinesis_20131202.GetRecords; empty if there is none
 * @param contentType of the body; null if it is not said
 * @param sessionToken header X-Amz-Security-Token, of temporary credentials; empty if there is none
 */
public record ProxiedCall(String target, String contentType, String sessionToken, byte[] body) {

    static ProxiedCall of(final HttpExchange exchange) throws IOException {
        final String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        final String sessionToken = exchange.getRequestHeaders().getFirst("X-Amz-Security-Token");
        return new ProxiedCall(
                target == null ? "" : target,
                exchange.getRequestHeaders().getFirst("Content-Type"),
                sessionToken == null ? "" : sessionToken,
                exchange.getRequestBody().readAllBytes());
    }

    /** As AWS names it, such as GetRecords; empty if the call has no target. */
    public String operation() {
        return target.substring(target.indexOf('.') + 1);
    }
}
