import { ProviderError } from '../../../provider/protocol/provider';
import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../provider/protocol/property-value';

/** The sandbox's Slack. */
export interface SlackApi {
  /** Calls a Web API method. @throws SlackError with Slack's own code when it refuses. */
  call(method: string, args: PropertyMap): Promise<PropertyMap>;
}

/** A refusal in Slack's words, such as `name_taken`. */
export class SlackError extends ProviderError {
  constructor(
    method: string,
    readonly code: string,
  ) {
    super(`Slack ${method}: ${code}`);
  }
}

/**
 * Talks to a Slack Web API.
 *
 * https://docs.slack.dev/apis/web-api/
 * @param address of the methods, such as `http://127.0.0.1:8081/api`.
 */
export function slackApi(address: string, token: string): SlackApi {
  return {
    call: async (method, args) => {
      let answer: PropertyValue;
      try {
        const response = await fetch(`${address}/${method}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json; charset=utf-8',
          },
          body: JSON.stringify(args),
        });
        answer = (await response.json()) as PropertyValue;
      } catch (cause) {
        throw new ProviderError(
          `no Slack API at ${address}; check that the sandbox is running (${method})`,
          { cause },
        );
      }
      if (isObject(answer) && answer['ok'] === true) return answer;
      const code = isObject(answer) ? answer['error'] : undefined;
      throw new SlackError(method, typeof code === 'string' ? code : 'unknown_error');
    },
  };
}
